/** Minimum Kantorovich estimators: transport between model and data, without a critic. */
package org.ot4j.model.kantorovich;
