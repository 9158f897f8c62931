/**
 * Transport of a part of the mass. Relaxed marginals are {@link
 * org.ot4j.transport.entropic.Sinkhorn}'s.
 */
package org.ot4j.transport.unbalanced;
