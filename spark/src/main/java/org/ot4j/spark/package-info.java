/** Studies, distances between many measures, barycenters and metrics on Apache Spark. */
package org.ot4j.spark;
