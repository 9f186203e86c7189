package dev.cloche.control.web;

import dev.cloche.api.error.ErrorCode;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The ways in which an endpoint may refuse that do not follow from its address, for the API's
/// description.
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Refuses {

    ErrorCode[] value();
}
