/** What several packages need and users do not. Not exported. */
package org.ot4j.internal;
