/** What it costs to move a unit of mass: costs between points, and matrices of them. */
package org.ot4j.transport.cost;
