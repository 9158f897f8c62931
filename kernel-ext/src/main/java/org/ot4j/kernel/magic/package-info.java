/**
 * The words that begin with % in a notebook. Each is one small class; picocli reads its options.
 */
package org.ot4j.kernel.magic;
