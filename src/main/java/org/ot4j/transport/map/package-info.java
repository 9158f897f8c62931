/** Maps and potentials that extend beyond the points they were computed from. */
package org.ot4j.transport.map;
