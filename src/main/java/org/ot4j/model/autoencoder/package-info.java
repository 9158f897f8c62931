/** Models with an encoder network: VAE and WAE, their variants, and penalties on the codes. */
package org.ot4j.model.autoencoder;
