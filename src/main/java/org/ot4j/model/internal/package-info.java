/** What the packages of models share and users do not need. */
package org.ot4j.model.internal;
