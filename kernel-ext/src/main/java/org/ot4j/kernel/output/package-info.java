/** The output of cells, collected into few messages, in order and complete. */
package org.ot4j.kernel.output;
