/** Studies and benchmarks of the library: programs that measure. {@code experiments/README.md}. */
package org.ot4j.experiments;
