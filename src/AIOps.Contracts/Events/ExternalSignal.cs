using System.Text.Json.Serialization;

namespace AIOps.Contracts.Events;

/// <summary>A signal from outside that needs no detector.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ExternalAlert), "alert")]
[JsonDerivedType(typeof(ChangeEvent), "change")]
public abstract record ExternalSignal
{
    /// <summary>When it arrived, by our clock.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Whether its sender proved who it is; signals without never start an automatic run.</summary>
    public bool Authenticated { get; init; }

    /// <summary>The causality id that travelled with it, when it is an echo of one of our own messages.</summary>
    public string? CausalityId { get; init; }
}
