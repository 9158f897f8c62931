/** The execution of cells: loops that can be stopped, and values that survive redefinitions. */
package org.ot4j.kernel.execution;
