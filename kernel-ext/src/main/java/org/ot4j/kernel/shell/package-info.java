/** JShell with arrays shown by their values, and Ctrl-C that lets a long computation end well. */
package org.ot4j.kernel.shell;
