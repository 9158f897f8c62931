/** What the Java kernel of Jupyter and JShell need to know of the library. */
package org.ot4j.kernel;
