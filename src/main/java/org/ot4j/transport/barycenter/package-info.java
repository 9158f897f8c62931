/** Measures in the middle of others: with a fixed support, a free one, and of pictures. */
package org.ot4j.transport.barycenter;
