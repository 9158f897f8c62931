/**
 * Entropic transport: Sinkhorn's iterations, the dual and the semi-dual, the Sinkhorn divergence.
 */
package org.ot4j.transport.entropic;
