/** Barycenters of measures: with fixed support, with free support, and of pictures. */
package org.ot4j.transport.barycenter;
