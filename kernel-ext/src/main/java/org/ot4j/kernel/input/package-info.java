/** The input that cells read. */
package org.ot4j.kernel.input;
