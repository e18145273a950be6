namespace AIOps.Collectors.Otlp;

/// <summary>A field of a message as JSON names it and as protobuf numbers it.</summary>
internal readonly record struct JsonField(int Number, JsonFieldKind Kind, JsonMessage? Message = null);
