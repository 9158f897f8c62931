/** Transport by plans of low rank, with memory and time linear in the number of points. */
package org.ot4j.transport.lowrank;
