/** Utilities that several packages share and users do not need. Not exported. */
package org.ot4j.internal;
