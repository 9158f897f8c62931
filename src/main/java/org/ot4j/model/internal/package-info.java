/** Code that the model packages share and users do not need. */
package org.ot4j.model.internal;
