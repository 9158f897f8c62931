/** Semi-discrete transport in the plane by exact Laguerre cells. */
package org.ot4j.transport.laguerre;
