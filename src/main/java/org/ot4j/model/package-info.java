/**
 * The generative models: one file, one objective, one equation. All make data from codes ({@link
 * org.ot4j.model.GenerativeModel}); those with an encoder or a posterior find the code of a sample,
 * too ({@link org.ot4j.model.LatentModel}).
 */
package org.ot4j.model;
