/** Checks for the exercises of a lab: they say whether an answer is right, and if not, why. */
package org.ot4j.kernel.check;
