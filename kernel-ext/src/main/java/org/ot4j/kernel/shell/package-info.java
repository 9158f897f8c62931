/** JShell that shows the values of arrays, and in which Ctrl-C ends a long computation cleanly. */
package org.ot4j.kernel.shell;
