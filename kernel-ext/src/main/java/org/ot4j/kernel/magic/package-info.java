/**
 * The magics: words that begin with % in a notebook. Each is one small class; picocli parses its
 * options.
 */
package org.ot4j.kernel.magic;
