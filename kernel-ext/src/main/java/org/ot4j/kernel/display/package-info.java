/** The display of values in a notebook: each kind as text, and as a picture, table or figure. */
package org.ot4j.kernel.display;
