namespace AIOps.Collectors.Otlp;

/// <summary>The messages of OTLP (opentelemetry-proto 1.x) as far as they are read here; what is not listed is ignored, as the protocol asks.</summary>
internal sealed class JsonMessage
{
    private readonly Dictionary<string, JsonField> _fields = [];

    public static JsonMessage Metrics { get; } = MakeMetrics();

    public static JsonMessage Logs { get; } = MakeLogs();

    public static JsonMessage Traces { get; } = MakeTraces();

    public Dictionary<string, JsonField>.AlternateLookup<ReadOnlySpan<char>> Fields => _fields.GetAlternateLookup<ReadOnlySpan<char>>();

    private JsonMessage Add(string name, int number, JsonFieldKind kind, JsonMessage? message = null)
    {
        _fields.Add(name, new JsonField(number, kind, message));
        return this;
    }

    private JsonMessage Add(string name, int number, JsonMessage message) => Add(name, number, JsonFieldKind.Message, message);

    private static JsonMessage KeyValue()
    {
        var any = new JsonMessage();
        var pair = new JsonMessage().Add("key", 1, JsonFieldKind.Text).Add("value", 2, any);
        any.Add("stringValue", 1, JsonFieldKind.Text).Add("boolValue", 2, JsonFieldKind.Bool).Add("intValue", 3, JsonFieldKind.SignedVarint).Add("doubleValue", 4, JsonFieldKind.Double)
            .Add("arrayValue", 5, new JsonMessage().Add("values", 1, any)).Add("kvlistValue", 6, new JsonMessage().Add("values", 1, pair)).Add("bytesValue", 7, JsonFieldKind.Base64);
        return pair;
    }

    private static JsonMessage Envelope(string resources, string scopes, string items, JsonMessage pair, JsonMessage item)
    {
        var resource = new JsonMessage().Add("attributes", 1, pair);
        var scope = new JsonMessage().Add("name", 1, JsonFieldKind.Text).Add("version", 2, JsonFieldKind.Text).Add("attributes", 3, pair);
        return new JsonMessage().Add(resources, 1, new JsonMessage().Add("resource", 1, resource).Add(scopes, 2, new JsonMessage().Add("scope", 1, scope).Add(items, 2, item)));
    }

    private static JsonMessage Points(JsonMessage point) =>
        new JsonMessage().Add("dataPoints", 1, point).Add("aggregationTemporality", 2, JsonFieldKind.Varint).Add("isMonotonic", 3, JsonFieldKind.Bool);

    private static JsonMessage Point(JsonMessage pair, int attributes, int flags) =>
        new JsonMessage().Add("attributes", attributes, pair).Add("startTimeUnixNano", 2, JsonFieldKind.Fixed64).Add("timeUnixNano", 3, JsonFieldKind.Fixed64).Add("flags", flags, JsonFieldKind.Varint);

    private static JsonMessage MakeMetrics()
    {
        var pair = KeyValue();
        var number = Point(pair, 7, 8).Add("asDouble", 4, JsonFieldKind.Double).Add("asInt", 6, JsonFieldKind.SignedFixed64);
        var histogram = Point(pair, 9, 10).Add("count", 4, JsonFieldKind.Fixed64).Add("sum", 5, JsonFieldKind.Double).Add("bucketCounts", 6, JsonFieldKind.PackedFixed64)
            .Add("explicitBounds", 7, JsonFieldKind.PackedDouble).Add("min", 11, JsonFieldKind.Double).Add("max", 12, JsonFieldKind.Double);
        var buckets = new JsonMessage().Add("offset", 1, JsonFieldKind.ZigZag).Add("bucketCounts", 2, JsonFieldKind.PackedVarint);
        var exponential = Point(pair, 1, 10).Add("count", 4, JsonFieldKind.Fixed64).Add("sum", 5, JsonFieldKind.Double).Add("scale", 6, JsonFieldKind.ZigZag).Add("zeroCount", 7, JsonFieldKind.Fixed64)
            .Add("positive", 8, buckets).Add("negative", 9, buckets).Add("min", 12, JsonFieldKind.Double).Add("max", 13, JsonFieldKind.Double);
        var quantile = new JsonMessage().Add("quantile", 1, JsonFieldKind.Double).Add("value", 2, JsonFieldKind.Double);
        var summary = Point(pair, 7, 8).Add("count", 4, JsonFieldKind.Fixed64).Add("sum", 5, JsonFieldKind.Double).Add("quantileValues", 6, quantile);
        var metric = new JsonMessage().Add("name", 1, JsonFieldKind.Text).Add("unit", 3, JsonFieldKind.Text).Add("gauge", 5, Points(number)).Add("sum", 7, Points(number))
            .Add("histogram", 9, Points(histogram)).Add("exponentialHistogram", 10, Points(exponential)).Add("summary", 11, Points(summary));
        return Envelope("resourceMetrics", "scopeMetrics", "metrics", pair, metric);
    }

    private static JsonMessage MakeLogs()
    {
        var pair = KeyValue();
        var any = pair._fields["value"].Message!;
        var record = new JsonMessage().Add("timeUnixNano", 1, JsonFieldKind.Fixed64).Add("observedTimeUnixNano", 11, JsonFieldKind.Fixed64).Add("severityNumber", 2, JsonFieldKind.Varint)
            .Add("severityText", 3, JsonFieldKind.Text).Add("body", 5, any).Add("attributes", 6, pair).Add("flags", 8, JsonFieldKind.Fixed32).Add("traceId", 9, JsonFieldKind.Hex)
            .Add("spanId", 10, JsonFieldKind.Hex).Add("eventName", 12, JsonFieldKind.Text);
        return Envelope("resourceLogs", "scopeLogs", "logRecords", pair, record);
    }

    private static JsonMessage MakeTraces()
    {
        var pair = KeyValue();
        var status = new JsonMessage().Add("message", 2, JsonFieldKind.Text).Add("code", 3, JsonFieldKind.Varint);
        var span = new JsonMessage().Add("traceId", 1, JsonFieldKind.Hex).Add("spanId", 2, JsonFieldKind.Hex).Add("parentSpanId", 4, JsonFieldKind.Hex).Add("name", 5, JsonFieldKind.Text)
            .Add("kind", 6, JsonFieldKind.Varint).Add("startTimeUnixNano", 7, JsonFieldKind.Fixed64).Add("endTimeUnixNano", 8, JsonFieldKind.Fixed64).Add("attributes", 9, pair).Add("status", 15, status);
        return Envelope("resourceSpans", "scopeSpans", "spans", pair, span);
    }
}
