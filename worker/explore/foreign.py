"""What labels in other languages say in English: the common words of science and finance, language by language.

A word that is English as well (`rate`, `media`, `tempo`) is in no list: a label of its language has others.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from worker.findings import Symbol, SymbolKind

_LONGEST = 7
"""words; a longer text is prose"""


@dataclass(frozen=True)
class _Language:
    small: frozenset[str]
    """articles and prepositions, which only show the language"""
    meaning: Mapping[str, str]


def _language(small: str, pairs: str) -> _Language:
    """A language from its small words, and from `word=meaning` pairs (`_` for a gap in a meaning)."""
    meaning = dict(pair.split("=", 1) for pair in pairs.split())
    return _Language(frozenset(small.split()), {word: said.replace("_", " ") for word, said in meaning.items()})


_LANGUAGES = (
    _language(
        "le la les du de des un une et en par pour sur au aux avec dans selon l d",
        "prix=price taux=rate duree=duration annee=year annees=years mois=months jour=day jours=days nombre=number "
        "pas=step masse=mass vitesse=speed temps=time hauteur=height poids=weight longueur=length largeur=width "
        "taille=size seuil=threshold moyenne=mean ecart=deviation erreur=error bruit=noise graine=seed "
        "interet=interest interets=interest assurance=insurance apport=down_payment mensualite=monthly_payment "
        "mensualites=monthly_payments loyer=rent revenu=income revenus=income cout=cost couts=costs pret=loan "
        "emprunt=loan emprunteur=borrower capital=capital restant=remaining bien=property immobilier=property "
        "frequence=frequency espece=species especes=species repartition=distribution balayage=sweep residus=residuals "
        "norme=norm equilibre=equilibrium valeur=value valeurs=values rendement=yield epaisseur=thickness "
        "rayon=radius pente=slope profondeur=depth echantillon=sample echantillons=samples couche=layer "
        "couches=layers apprentissage=learning precision=accuracy perte=loss initiale=initial initial=initial "
        "finale=final maximale=maximum minimale=minimum totale=total pression=pressure chaleur=heat force=force "
        "puissance=power energie=energy population=population courbe=curve",
    ),
    _language(
        "el la los las del de un una y en por para con sobre al",
        "precio=price tasa=rate duracion=duration ano=year anos=years mes=month meses=months dia=day dias=days "
        "numero=number paso=step pasos=steps masa=mass velocidad=speed tiempo=time altura=height peso=weight "
        "longitud=length ancho=width anchura=width tamano=size umbral=threshold desviacion=deviation ruido=noise "
        "semilla=seed interes=interest seguro=insurance renta=rent ingreso=income ingresos=income costo=cost "
        "coste=cost costos=costs prestamo=loan frecuencia=frequency angulo=angle temperatura=temperature "
        "presion=pressure fuerza=force energia=energy potencia=power radio=radius pendiente=slope profundidad=depth "
        "muestra=sample muestras=samples capa=layer capas=layers aprendizaje=learning perdida=loss exactitud=accuracy "
        "valor=value valores=values poblacion=population inicial=initial maxima=maximum maximo=maximum minima=minimum "
        "minimo=minimum crecimiento=growth inversion=investment ahorro=saving curva=curve distribucion=distribution",
    ),
    _language(
        "il lo la i gli le del della dello dei delle di un una e in per con su al da l",
        "prezzo=price tasso=rate durata=duration anno=year anni=years mese=month mesi=months giorno=day giorni=days "
        "numero=number passo=step passi=steps massa=mass velocita=speed altezza=height peso=weight lunghezza=length "
        "larghezza=width ampiezza=amplitude dimensione=size soglia=threshold deviazione=deviation errore=error "
        "rumore=noise seme=seed interesse=interest interessi=interest assicurazione=insurance affitto=rent "
        "reddito=income costo=cost costi=costs prestito=loan mutuo=mortgage frequenza=frequency angolo=angle "
        "temperatura=temperature pressione=pressure forza=force energia=energy potenza=power raggio=radius "
        "pendenza=slope profondita=depth campione=sample campioni=samples strato=layer strati=layers "
        "apprendimento=learning perdita=loss accuratezza=accuracy valore=value valori=values popolazione=population "
        "iniziale=initial massimo=maximum massima=maximum minimo=minimum minima=minimum segmenti=segments "
        "intervalli=intervals grafico=plot funzione=function funzioni=functions crescita=growth curva=curve "
        "distribuzione=distribution",
    ),
    _language(
        "der die das des dem den ein eine und im in von vom zum zur fur pro mit auf",
        "preis=price zins=interest zinssatz=interest_rate dauer=duration laufzeit=duration jahr=year jahre=years "
        "monat=month monate=months tag=day tage=days anzahl=number schritt=step schritte=steps schrittweite=step_size "
        "zeitschritt=time_step masse=mass geschwindigkeit=speed anfangsgeschwindigkeit=initial_speed zeit=time "
        "hohe=height gewicht=weight lange=length breite=width grosse=size schwelle=threshold schwellwert=threshold "
        "mittelwert=mean standardabweichung=standard_deviation fehler=error rauschen=noise startwert=initial_value "
        "versicherung=insurance miete=rent einkommen=income kosten=cost kredit=loan darlehen=loan frequenz=frequency "
        "winkel=angle temperatur=temperature druck=pressure kraft=force energie=energy leistung=power steigung=slope "
        "tiefe=depth stichprobe=sample stichprobengrosse=sample_size schicht=layer schichten=layers "
        "lernrate=learning_rate verlust=loss genauigkeit=accuracy wert=value werte=values bevolkerung=population "
        "wachstum=growth wachstumsrate=growth_rate wahrscheinlichkeit=probability dichte=density rendite=return "
        "kurve=curve verteilung=distribution",
    ),
    _language(
        "o a os as do da dos das de um uma e em no na por para com ao",
        "preco=price taxa=rate duracao=duration ano=year anos=years mes=month meses=months dia=day dias=days "
        "numero=number passo=step passos=steps massa=mass velocidade=speed altura=height peso=weight "
        "comprimento=length largura=width tamanho=size limiar=threshold desvio=deviation erro=error ruido=noise "
        "semente=seed juros=interest seguro=insurance aluguel=rent renda=income custo=cost custos=costs "
        "emprestimo=loan frequencia=frequency angulo=angle temperatura=temperature pressao=pressure forca=force "
        "energia=energy potencia=power raio=radius inclinacao=slope profundidade=depth amostra=sample "
        "amostras=samples camada=layer camadas=layers aprendizado=learning perda=loss acuracia=accuracy valor=value "
        "valores=values populacao=population inicial=initial maximo=maximum maxima=maximum minimo=minimum "
        "minima=minimum crescimento=growth curva=curve distribuicao=distribution",
    ),
)


def in_english(symbols: Iterable[Symbol]) -> Iterator[Symbol]:
    """Symbols with the English for their labels among their words."""
    for symbol in symbols:
        found = dict.fromkeys(said for label in _own_labels(symbol) if (said := english(label)))
        fresh = tuple(said for said in found if said not in symbol.words)
        yield symbol.model_copy(update={"words": (*symbol.words, *fresh)}) if fresh else symbol


def _own_labels(symbol: Symbol) -> tuple[str, ...]:
    """A picture's texts, and what a value is called itself: a row of a table beside it may be another value's."""
    if symbol.kind in (SymbolKind.FIGURE, SymbolKind.TABLE):
        return symbol.words
    return symbol.words[: 1 if symbol.origin in ("entry", "displayed", "attribute") else 4]


def english(label: str) -> str:
    """A label word by word in English; empty where it is in none of the known languages, or in English."""
    plain = "".join(c for c in unicodedata.normalize("NFD", label.replace("ß", "ss")) if not unicodedata.combining(c))
    words = re.findall(r"[^\W\d_]+", plain.lower())
    if not 0 < len(words) <= _LONGEST or "|" in label:
        return ""
    best = max(
        _LANGUAGES, key=lambda language: sum(word in language.meaning or word in language.small for word in words)
    )
    known = [word for word in words if word in best.meaning]
    foreign = sum(best.meaning[word] != word for word in known)
    content = [word for word in words if word not in best.small]
    if not foreign or len(known) < len(content) / 2:
        return ""
    return " ".join(best.meaning.get(word, word) for word in content)
