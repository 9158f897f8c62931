/** How a kernel runs cells: loops that can be stopped, values that outlive new definitions. */
package org.ot4j.kernel.execution;
