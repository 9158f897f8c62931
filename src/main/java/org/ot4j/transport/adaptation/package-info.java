/** Labelled features moved to where unlabelled ones are. */
package org.ot4j.transport.adaptation;
