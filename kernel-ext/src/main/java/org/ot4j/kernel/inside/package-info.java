/** Access to parts of JJava and JShell that have no public API; docs/kernel.md lists them. */
package org.ot4j.kernel.inside;
