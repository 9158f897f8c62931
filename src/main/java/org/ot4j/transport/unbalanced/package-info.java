/**
 * Partial transport: only part of the mass moves. For relaxed marginals, see {@link
 * org.ot4j.transport.entropic.Sinkhorn}.
 */
package org.ot4j.transport.unbalanced;
