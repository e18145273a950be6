using System.Net.Mime;
using MassTransit;
using MassTransit.Serialization;

namespace AIOps.Server.Bus;

/// <summary>Puts the bytes of a <see cref="TelemetryMessage"/> on the wire as they are: JSON would cost ten times as much.</summary>
internal sealed class TelemetrySerializer : RawMessageSerializer, ISerializerFactory, IMessageSerializer, IMessageDeserializer
{
    public static TelemetrySerializer Instance { get; } = new();

    public ContentType ContentType { get; } = new("application/vnd.aiops.telemetry");

    public IMessageSerializer CreateSerializer() => this;

    public IMessageDeserializer CreateDeserializer() => this;

    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class
    {
        SetRawMessageHeaders(context);
        return context.Message is TelemetryMessage message
            ? new BytesMessageBody(message.Body)
            : throw new InvalidOperationException($"{typeof(T).Name} is no telemetry");
    }

    public MessageBody GetMessageBody(string text) => throw new NotSupportedException("telemetry is never text");

    public ConsumeContext Deserialize(ReceiveContext receiveContext) =>
        new BodyConsumeContext(receiveContext, Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress));

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) =>
        new TelemetryContext(body.GetBytes(), new RawMessageContext(headers, destinationAddress, RawSerializerOptions.Default));

    public void Probe(ProbeContext context) => context.CreateScope("telemetry");

    private sealed class TelemetryContext(byte[] body, MessageContext context)
        : BaseSerializerContext(SystemTextJsonMessageSerializer.Instance, context, [MessageUrn.ForTypeString<TelemetryMessage>()])
    {
        public override bool TryGetMessage<T>(out T? message)
            where T : class
        {
            message = new TelemetryMessage { Body = body } as T;
            return message is not null;
        }

        public override bool TryGetMessage(Type messageType, out object message)
        {
            message = new TelemetryMessage { Body = body };
            return messageType == typeof(TelemetryMessage);
        }

        public override IMessageSerializer GetMessageSerializer() => Instance;

        public override IMessageSerializer GetMessageSerializer<T>(MessageEnvelope envelope, T message) => Instance;

        public override IMessageSerializer GetMessageSerializer(object message, string[] messageTypes) => Instance;

        public override Dictionary<string, object> ToDictionary<T>(T? message)
            where T : class => [];
    }
}
