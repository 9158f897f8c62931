/** Checks of a lab's exercises, which say at once whether an answer is right, and why not. */
package org.ot4j.kernel.check;
