/** The cost of moving a unit of mass: costs between points, and cost matrices. */
package org.ot4j.transport.cost;
