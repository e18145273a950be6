using System.Net.Http.Headers;
using AIOps.Notifications.Delivery;
using AIOps.Notifications.Policy;
using Polly;

namespace AIOps.Notifications.Webhook;

/// <summary>Our own outbound webhook: every message, in order for each incident, signed, at least once.</summary>
public sealed class WebhookChannel : INotificationChannel, IDisposable
{
    /// <summary>Header with the signature; see <see cref="WebhookSignature"/>.</summary>
    public const string SignatureHeader = "X-AIOps-Signature";

    /// <summary>Header with the delivery id, the same over all attempts.</summary>
    public const string DeliveryHeader = "X-AIOps-Delivery";

    /// <summary>Header with the causality id.</summary>
    public const string CausalityHeader = "X-AIOps-Causality";

    private readonly Uri _url;
    private readonly Uri? _fallback;
    private readonly string _key;
    private readonly string _source;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;
    private readonly ResiliencePipeline<DeliveryOutcome> _pipeline;

    /// <summary>Makes the channel.</summary>
    /// <param name="options">Checked options.</param>
    /// <param name="source">Who we are: the console's address, or a URN.</param>
    /// <param name="time">Clock of signature and retries.</param>
    public WebhookChannel(WebhookOptions options, string source, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentNullException.ThrowIfNull(time);
        Name = options.Name;
        _url = new Uri(options.Url);
        _fallback = options.FallbackUrl.Length > 0 ? new Uri(options.FallbackUrl) : null;
        _key = options.Key;
        _source = source;
        _time = time;
        _client = GuardedClient.Create(options.AllowPrivateAddresses);
        _pipeline = DeliveryPipeline.Create(time);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public bool Consolidates => false;

    /// <inheritdoc/>
    public TimeSpan UpdateSpacing => TimeSpan.Zero;

    /// <inheritdoc/>
    public Task<DeliveryOutcome> SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notification);
        var body = CloudEvent.Write(notification, _source);
        return _pipeline.RunAsync(
            token => AttemptAsync(_url, notification, body, token),
            _fallback is null ? null : token => AttemptAsync(_fallback, notification, body, token),
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<DeliveryOutcome> AttemptAsync(Uri url, Notification notification, byte[] body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents+json", "utf-8");
        request.Headers.Add(SignatureHeader, WebhookSignature.Sign(_key, _time.GetUtcNow(), body));
        request.Headers.Add(DeliveryHeader, notification.Id);
        request.Headers.Add(CausalityHeader, notification.CausalityId);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        return DeliveryOutcome.Of(response, _time.GetUtcNow());
    }
}
