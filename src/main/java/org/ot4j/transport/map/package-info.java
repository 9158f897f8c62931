/** Maps and potentials that are defined beyond the points that they were computed from. */
package org.ot4j.transport.map;
