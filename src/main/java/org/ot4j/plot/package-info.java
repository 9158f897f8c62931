/** Pictures of points, curves, densities, plans and images: interactive, PNG and SVG, offline. */
package org.ot4j.plot;
