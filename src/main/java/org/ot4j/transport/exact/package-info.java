/**
 * Optimal plans to the last digit, each with a certificate: the network simplex, and sorting on a
 * line.
 */
package org.ot4j.transport.exact;
