/** Models of two players: a generator against critics that bound how far it is from the data. */
package org.ot4j.model.adversarial;
