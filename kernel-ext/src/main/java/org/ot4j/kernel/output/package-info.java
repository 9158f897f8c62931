/** What cells print, gathered into few messages, in order, and complete. */
package org.ot4j.kernel.output;
