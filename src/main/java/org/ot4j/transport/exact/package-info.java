/**
 * Plans that are optimal to the last digit, each with a certificate: the network simplex, and
 * sorting on the line.
 */
package org.ot4j.transport.exact;
