/** Adversarial models: a generator plays against critics that bound its distance from the data. */
package org.ot4j.model.adversarial;
