using System.Net.Http.Headers;
using AIOps.Notifications.Delivery;
using AIOps.Notifications.Policy;
using Polly;

namespace AIOps.Notifications.Slack;

/// <summary>Slack by incoming webhook: at most one message a second, quiet updates gathered.</summary>
public sealed class SlackChannel : INotificationChannel, IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly Uri _url;
    private readonly string _consoleUrl;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;
    private readonly ResiliencePipeline<DeliveryOutcome> _pipeline;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;

    /// <summary>Makes the channel.</summary>
    /// <param name="options">Checked options.</param>
    /// <param name="consoleUrl">Address of the console for links, or empty.</param>
    /// <param name="time">Clock of pace and retries.</param>
    public SlackChannel(SlackOptions options, string consoleUrl, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(consoleUrl);
        ArgumentNullException.ThrowIfNull(time);
        Name = options.Name;
        UpdateSpacing = options.UpdateSpacing;
        _url = new Uri(options.Url);
        _consoleUrl = consoleUrl;
        _time = time;
        _client = GuardedClient.Create(options.AllowPrivateAddresses);
        _pipeline = DeliveryPipeline.Create(time);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public bool Consolidates => true;

    /// <inheritdoc/>
    public TimeSpan UpdateSpacing { get; }

    /// <inheritdoc/>
    public async Task<DeliveryOutcome> SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notification);
        var body = SlackMessage.Write(notification, _consoleUrl);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await _pipeline.RunAsync(token => AttemptAsync(body, token), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _turn.Dispose();
    }

    private async Task<DeliveryOutcome> AttemptAsync(byte[] body, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (_notBefore > now)
        {
            if (_notBefore - now > TimeSpan.FromSeconds(5))
            {
                return new DeliveryOutcome(DeliveryResult.TryLater, "Slack asked us to wait", _notBefore - now);
            }

            await Task.Delay(_notBefore - now, _time, cancellationToken).ConfigureAwait(false);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        var outcome = DeliveryOutcome.Of(response, _time.GetUtcNow());
        _notBefore = _time.GetUtcNow() + (outcome.RetryAfter > Pace ? outcome.RetryAfter.Value : Pace);
        return outcome;
    }
}
