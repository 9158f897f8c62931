/** What the Java kernel of Jupyter and JShell need to know about the library. */
package org.ot4j.kernel;
