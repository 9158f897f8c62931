/** What cells read. */
package org.ot4j.kernel.input;
