/** Distributions that are fitted to the codes of a trained model. */
package org.ot4j.model.latent;
