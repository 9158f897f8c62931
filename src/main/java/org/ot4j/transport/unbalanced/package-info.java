/**
 * Unbalanced transport without entropy: penalties on the marginals, and partial transport, of which
 * only a given mass moves. With an entropy, see {@link org.ot4j.transport.entropic.Sinkhorn}.
 */
package org.ot4j.transport.unbalanced;
