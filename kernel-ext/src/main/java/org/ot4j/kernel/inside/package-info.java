/** Ways into the parts of JJava and JShell that have no public door; docs/kernel.md lists them. */
package org.ot4j.kernel.inside;
