/** The coupled VAE: data and prior as the marginals of an entropic transport problem. */
package org.ot4j.model.coupled;
