/** The integration of the library with the Java kernel of Jupyter and with JShell. */
package org.ot4j.kernel;
